"""Sites, racks and devices, and the file that declares them."""
