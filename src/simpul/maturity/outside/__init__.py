"""Programs that the maturity module runs beside itself."""
