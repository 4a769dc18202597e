control "control_000" {
  title = "Control 0"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_001" {
  title = "Control 1"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_002" {
  title = "Control 2"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_003" {
  title = "Control 3"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_004" {
  title = "Control 4"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_005" {
  title = "Control 5"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_006" {
  title = "Control 6"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_007" {
  title = "Control 7"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_008" {
  title = "Control 8"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_009" {
  title = "Control 9"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_010" {
  title = "Control 10"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_011" {
  title = "Control 11"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_012" {
  title = "Control 12"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_013" {
  title = "Control 13"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_014" {
  title = "Control 14"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_015" {
  title = "Control 15"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_016" {
  title = "Control 16"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_017" {
  title = "Control 17"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_018" {
  title = "Control 18"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_019" {
  title = "Control 19"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_020" {
  title = "Control 20"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_021" {
  title = "Control 21"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_022" {
  title = "Control 22"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_023" {
  title = "Control 23"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_024" {
  title = "Control 24"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_025" {
  title = "Control 25"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_026" {
  title = "Control 26"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_027" {
  title = "Control 27"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_028" {
  title = "Control 28"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_029" {
  title = "Control 29"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_030" {
  title = "Control 30"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_031" {
  title = "Control 31"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_032" {
  title = "Control 32"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_033" {
  title = "Control 33"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_034" {
  title = "Control 34"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_035" {
  title = "Control 35"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_036" {
  title = "Control 36"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_037" {
  title = "Control 37"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_038" {
  title = "Control 38"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_039" {
  title = "Control 39"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_040" {
  title = "Control 40"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_041" {
  title = "Control 41"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_042" {
  title = "Control 42"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_043" {
  title = "Control 43"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_044" {
  title = "Control 44"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_045" {
  title = "Control 45"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_046" {
  title = "Control 46"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_047" {
  title = "Control 47"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_048" {
  title = "Control 48"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_049" {
  title = "Control 49"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_050" {
  title = "Control 50"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_051" {
  title = "Control 51"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_052" {
  title = "Control 52"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_053" {
  title = "Control 53"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_054" {
  title = "Control 54"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_055" {
  title = "Control 55"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_056" {
  title = "Control 56"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_057" {
  title = "Control 57"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_058" {
  title = "Control 58"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_059" {
  title = "Control 59"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_060" {
  title = "Control 60"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_061" {
  title = "Control 61"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_062" {
  title = "Control 62"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_063" {
  title = "Control 63"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_064" {
  title = "Control 64"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_065" {
  title = "Control 65"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_066" {
  title = "Control 66"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_067" {
  title = "Control 67"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_068" {
  title = "Control 68"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_069" {
  title = "Control 69"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_070" {
  title = "Control 70"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_071" {
  title = "Control 71"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_072" {
  title = "Control 72"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_073" {
  title = "Control 73"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_074" {
  title = "Control 74"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_075" {
  title = "Control 75"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_076" {
  title = "Control 76"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_077" {
  title = "Control 77"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_078" {
  title = "Control 78"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_079" {
  title = "Control 79"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_080" {
  title = "Control 80"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_081" {
  title = "Control 81"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_082" {
  title = "Control 82"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_083" {
  title = "Control 83"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_084" {
  title = "Control 84"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_085" {
  title = "Control 85"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_086" {
  title = "Control 86"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_087" {
  title = "Control 87"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_088" {
  title = "Control 88"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_089" {
  title = "Control 89"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_090" {
  title = "Control 90"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_091" {
  title = "Control 91"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_092" {
  title = "Control 92"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_093" {
  title = "Control 93"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_094" {
  title = "Control 94"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_095" {
  title = "Control 95"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_096" {
  title = "Control 96"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_097" {
  title = "Control 97"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_098" {
  title = "Control 98"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "control_099" {
  title = "Control 99"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}
