record  = true
history = "sqlite://elsewhere.db"
