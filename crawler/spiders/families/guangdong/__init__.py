"""The products of Guangdong: gkmlpt, and NFCMS beside it."""
