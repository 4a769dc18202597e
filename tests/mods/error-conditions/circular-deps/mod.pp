mod "circular_deps" {
  title = "circular_deps"
}
