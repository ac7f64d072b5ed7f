"""Teachers' own pictures: a folder of anonymised cases is checked, and joins the reading room and the item bank.

A case is one TOML file and its pictures (`case_file`). Each picture is read once (`picture`), what it carries besides
its pixels is named and refused (`png_file`, `jpeg_file`, `dicom_file`, `nifti_file`), and what students get is made
anew from the grey values. The teacher confirms for each file to have looked for names that are burnt in
(`confirmations`). See decisions 0405 and 0406.
"""
