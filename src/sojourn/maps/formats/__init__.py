"""Maps as text and tables: CSV, XLSX, Mermaid, CJML and Markdown. `choosing` picks the format by a file's ending."""
