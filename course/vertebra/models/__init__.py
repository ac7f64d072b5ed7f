"""What is computed: values in, values out. No module here draws or knows of a widget."""
