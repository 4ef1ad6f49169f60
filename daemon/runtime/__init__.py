"""What keeps the process going: its job queue, its lock, its watchdog, its log."""
