print("ddp-tui")
