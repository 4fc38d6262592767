// Datasette's table.js asks a global constant whether facets are allowed; its own template sets it in an inline script.
window.DATASETTE_ALLOW_FACET = document.currentScript.dataset.allowed === "true";
