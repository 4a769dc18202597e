benchmark "first" {
  title = "first"
  children = [
    control.c0,
    control.c1,
    control.c2,
  ]
}

benchmark "second" {
  title = "second"
  children = [
    control.c2,
    control.c3,
    control.c4,
  ]
}

benchmark "both" {
  title = "both"
  children = [
    benchmark.first,
    benchmark.second,
    control.c0,
  ]
}
