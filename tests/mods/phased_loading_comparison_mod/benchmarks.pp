benchmark "benchmark_with_tags" {
  title = "Benchmark With Tags"
  tags = {
    service  = "test_service"
    category = "comparison"
    type     = "benchmark"
  }

  children = [
    control.control_one,
    control.control_two,
    benchmark.nested_benchmark,
  ]
}

benchmark "nested_benchmark" {
  title = "Nested Benchmark"
  tags = {
    service  = "test_service"
    category = "comparison"
    type     = "nested"
  }

  children = [
    control.control_three,
  ]
}

benchmark "benchmark_without_tags" {
  title = "Benchmark Without Tags"
  children = [
    control.control_three,
  ]
}
