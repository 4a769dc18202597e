# of the person who runs
record = true

workspace "default" {
  history = "sqlite://named/history.db"
}

workspace "other" {
  history = "sqlite://other.db"
}
