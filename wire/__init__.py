"""What travels between desktop and county: message types and their codec."""
