"""How pm4py is used."""
