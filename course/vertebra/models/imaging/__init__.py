"""Images computed from the vertebra, by module:

- `geometry.CArm`, `xray_scene.xray_scene`, `fluoroscopy.expose`, `fluoroscopy.to_display`: a frame of fluoroscopy,
  with `instruments.Cylinder`, `Spindle` and `Cloud`;
- `view_alignment.measure_alignment`: is it a true AP or a true lateral;
- `ct.axial_slice`, `ct.opportunistic_screening`: a CT slice, and L1 read by the way; `densitometry.dxa_scan`: DXA and
  what misleads it;
- `mri.scene`, `mri.acquire`, `mri.contrast`: a sagittal MRI with `findings.Finding`; `oedema`: how long oedema lasts;
- `reading_cases.reading_cases`: unknown cases to be read, drawn by a seed.

Import the modules by name: some load compiled code.
"""
