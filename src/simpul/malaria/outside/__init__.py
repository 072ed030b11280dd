"""Programs that the malaria module runs beside itself."""
