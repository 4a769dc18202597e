benchmark "root" {
  title = "Root"
  children = [
    benchmark.level_1,
  ]
}

benchmark "level_1" {
  title = "Level 1"
  children = [
    benchmark.level_2,
  ]
}

benchmark "level_2" {
  title = "Level 2"
  children = [
    benchmark.level_3,
  ]
}

benchmark "level_3" {
  title = "Level 3"
  children = [
    benchmark.level_4,
  ]
}

benchmark "level_4" {
  title = "Level 4"
  children = [
    benchmark.level_5,
  ]
}

benchmark "level_5" {
  title = "Level 5"
  children = [
    benchmark.level_6,
  ]
}

benchmark "level_6" {
  title = "Level 6"
  children = [
    benchmark.level_7,
  ]
}

benchmark "level_7" {
  title = "Level 7"
  children = [
    benchmark.level_8,
  ]
}

benchmark "level_8" {
  title = "Level 8"
  children = [
    benchmark.level_9,
  ]
}

benchmark "level_9" {
  title = "Level 9"
  children = [
    benchmark.level_10,
  ]
}

benchmark "level_10" {
  title = "Level 10"
  children = [
    control.deep,
  ]
}

benchmark "tree" {
  title = "Tree"
  children = [
    benchmark.branch_left,
    benchmark.branch_right,
  ]
}

benchmark "branch_left" {
  title = "Left branch"
  children = [
    benchmark.twig,
    control.left,
  ]
}

benchmark "branch_right" {
  title = "Right branch"
  children = [
    benchmark.twig,
    control.right,
  ]
}

benchmark "twig" {
  title = "Shared twig"
  children = [
    control.left,
    control.right,
  ]
}

control "deep" {
  title = "deep"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "left" {
  title = "left"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "right" {
  title = "right"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}
