"""Users, roles, markings and compartments: who may see what."""
