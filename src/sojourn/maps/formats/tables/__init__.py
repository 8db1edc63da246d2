"""Tables as maps and maps as tables: what CSV and XLSX share."""
