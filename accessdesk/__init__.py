"""Remote hands and site access for equipment in somebody else's datacenter."""
