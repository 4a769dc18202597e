benchmark "bad" {
  title = "bad"
  children = [
    control.nowhere,
  ]
}
