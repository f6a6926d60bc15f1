"""Registers: tables of records that an agency answers for, with their parts; shared by the slices."""
