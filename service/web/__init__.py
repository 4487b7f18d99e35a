"""The web app: its sources, its built files, its words."""
