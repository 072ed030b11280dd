"""e-SISMAL's sheets: its columns, how real files write them, what a row says, and the sheets we make ourselves."""
