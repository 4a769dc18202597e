mod "smoketest" {
  title = "Smoke test"

  require {
    mod "github.com/pipelite-tests/compliance" {
      version = "1.13.0"
    }
    mod "github.com/pipelite-tests/insights" {
      version = "1.0.0"
    }
    mod "github.com/pipelite-tests/tagging" {
      version = "1.0.1"
    }
  }
}

benchmark "all" {
  title = "all"
  children = [
    compliance.benchmark.top,
    insights.benchmark.top,
    tagging.benchmark.top,
  ]
}
