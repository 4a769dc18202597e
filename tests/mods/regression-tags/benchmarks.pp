benchmark "b00" {
  title    = "Benchmark 0 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "0"
  })
}

benchmark "b01" {
  title    = "Benchmark 1 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "1"
  })
}

benchmark "b02" {
  title    = "Benchmark 2 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "2"
  })
}

benchmark "b03" {
  title    = "Benchmark 3 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "3"
  })
}

benchmark "b04" {
  title    = "Benchmark 4 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "4"
  })
}

benchmark "b05" {
  title    = "Benchmark 5 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "5"
  })
}

benchmark "b06" {
  title    = "Benchmark 6 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "6"
  })
}

benchmark "b07" {
  title    = "Benchmark 7 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "7"
  })
}

benchmark "b08" {
  title    = "Benchmark 8 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "8"
  })
}

benchmark "b09" {
  title    = "Benchmark 9 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "9"
  })
}

benchmark "b10" {
  title    = "Benchmark 10 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "10"
  })
}

benchmark "b11" {
  title    = "Benchmark 11 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "11"
  })
}

benchmark "b12" {
  title    = "Benchmark 12 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "12"
  })
}

benchmark "b13" {
  title    = "Benchmark 13 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "13"
  })
}

benchmark "b14" {
  title    = "Benchmark 14 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "14"
  })
}

benchmark "b15" {
  title    = "Benchmark 15 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "15"
  })
}

benchmark "b16" {
  title    = "Benchmark 16 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "16"
  })
}

benchmark "b17" {
  title    = "Benchmark 17 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "17"
  })
}

benchmark "b18" {
  title    = "Benchmark 18 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "18"
  })
}

benchmark "b19" {
  title    = "Benchmark 19 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "19"
  })
}

benchmark "b20" {
  title    = "Benchmark 20 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "20"
  })
}

benchmark "b21" {
  title    = "Benchmark 21 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "21"
  })
}

benchmark "b22" {
  title    = "Benchmark 22 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "22"
  })
}

benchmark "b23" {
  title    = "Benchmark 23 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "23"
  })
}

benchmark "b24" {
  title    = "Benchmark 24 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "24"
  })
}

benchmark "b25" {
  title    = "Benchmark 25 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "25"
  })
}

benchmark "b26" {
  title    = "Benchmark 26 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "26"
  })
}

benchmark "b27" {
  title    = "Benchmark 27 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "27"
  })
}

benchmark "b28" {
  title    = "Benchmark 28 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "28"
  })
}

benchmark "b29" {
  title    = "Benchmark 29 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "29"
  })
}

benchmark "b30" {
  title    = "Benchmark 30 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "30"
  })
}

benchmark "b31" {
  title    = "Benchmark 31 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "31"
  })
}

benchmark "b32" {
  title    = "Benchmark 32 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "32"
  })
}

benchmark "b33" {
  title    = "Benchmark 33 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "33"
  })
}

benchmark "b34" {
  title    = "Benchmark 34 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "34"
  })
}

benchmark "b35" {
  title    = "Benchmark 35 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "35"
  })
}

benchmark "b36" {
  title    = "Benchmark 36 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "36"
  })
}

benchmark "b37" {
  title    = "Benchmark 37 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "37"
  })
}

benchmark "b38" {
  title    = "Benchmark 38 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "38"
  })
}

benchmark "b39" {
  title    = "Benchmark 39 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "39"
  })
}

benchmark "b40" {
  title    = "Benchmark 40 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "40"
  })
}

benchmark "b41" {
  title    = "Benchmark 41 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "41"
  })
}

benchmark "b42" {
  title    = "Benchmark 42 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "42"
  })
}

benchmark "b43" {
  title    = "Benchmark 43 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "43"
  })
}

benchmark "b44" {
  title    = "Benchmark 44 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "44"
  })
}

benchmark "b45" {
  title    = "Benchmark 45 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "45"
  })
}

benchmark "b46" {
  title    = "Benchmark 46 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "46"
  })
}

benchmark "b47" {
  title    = "Benchmark 47 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "47"
  })
}

benchmark "b48" {
  title    = "Benchmark 48 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "48"
  })
}

benchmark "b49" {
  title    = "Benchmark 49 of main"
  children = []
  tags = merge(var.common_tags, {
    index = "49"
  })
}
