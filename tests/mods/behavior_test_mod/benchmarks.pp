benchmark "top" {
  title = "Top"
  tags  = local.common_tags

  children = [
    benchmark.child_a,
    benchmark.child_b,
    control.control_4,
  ]
}

benchmark "child_a" {
  title = "Child A"
  children = [
    control.control_1,
    control.control_2,
  ]
}

benchmark "child_b" {
  title = "Child B"
  children = [
    control.control_3,
  ]
}

benchmark "flat" {
  title = "Flat"
  children = [
    control.control_5,
    control.control_6,
    control.control_1,
  ]
}
