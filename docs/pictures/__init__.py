"""Pictures of the documentation, and the script that draws them."""
