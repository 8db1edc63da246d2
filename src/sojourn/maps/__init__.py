"""Journey maps: drafted from data, and the page that shows them."""
