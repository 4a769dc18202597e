benchmark "b0" {
  title = "b0"
  children = [
    benchmark.b1,
  ]
}

benchmark "b1" {
  title = "b1"
  children = [
    benchmark.b2,
  ]
}

benchmark "b2" {
  title = "b2"
  children = [
    benchmark.b3,
  ]
}

benchmark "b3" {
  title = "b3"
  children = [
    benchmark.b0,
  ]
}
