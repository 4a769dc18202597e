dashboard "d" {
  title = "d"
}

benchmark "b" {
  title = "b"
  children = [
    dashboard.d,
  ]
}
