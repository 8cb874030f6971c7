"""The known agents and places as a service of the W3C Reconciliation API, as OpenRefine asks it."""
