"""The products of Hanweb (大汉): classic columns, the xxgk module, jpaas."""
