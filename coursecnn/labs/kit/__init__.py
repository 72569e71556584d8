"""What every lab stands on: controls, cells to click on, drawings, colours."""
