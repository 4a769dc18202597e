control "c" {
  title = "c"
  query = query.nowhere
}
