mod "ring_a" {
  title = "ring_a"

  require {
    mod "github.com/pipelite-tests/ring_b" {
      version = "1.0.0"
    }
  }
}
