benchmark "a" {
  title = "a"
  children = [
    benchmark.b,
  ]
}

benchmark "b" {
  title = "b"
  children = [
    benchmark.c,
  ]
}

benchmark "c" {
  title = "c"
  children = [
    benchmark.a,
  ]
}
