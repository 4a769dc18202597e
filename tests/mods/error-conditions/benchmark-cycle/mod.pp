mod "benchmark_cycle" {
  title = "benchmark_cycle"
}
