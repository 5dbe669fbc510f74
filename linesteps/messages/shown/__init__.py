"""Messages on a drawn phone: in the preview, the simulator and the emulator."""
