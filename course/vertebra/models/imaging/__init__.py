"""Images computed from the vertebra, by module:

- `geometry.CArm`, `xray_scene.scene`, `fluoroscopy.take`, `fluoroscopy.shown`: a frame of fluoroscopy, with `instruments.Rod`, `Spindle` and `Cloud`;
- `view_alignment.align`: is it a true AP or a true lateral;
- `ct.axial`, `ct.opportunistic`: a CT slice, and L1 read by the way; `densitometry.read`: DXA and what misleads it;
- `mri.scene`, `mri.acquire`, `mri.contrast`: a sagittal MRI with `findings.Finding`; `oedema`: how long oedema lasts;
- `reading_cases.room`: unknown cases to be read, drawn by a seed.

Import the modules by name: some load compiled code.
"""
