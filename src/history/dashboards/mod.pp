mod "pipelite_history" {
  title         = "History"
  description   = "What recorded runs have found: over time, by age, fixed, by control, and what changes back and forth."
  documentation = "These dashboards are part of pipelite. They are ordinary SQL over the views of the store: see docs/history.md."
  database      = "history://"
  color         = "#1f6f8b"
  categories    = ["history"]
}
