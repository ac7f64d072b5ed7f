"""Images computed from the vertebra: X-ray, CT, DXA and MRI."""
