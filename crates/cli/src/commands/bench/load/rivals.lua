-- Signs callbacks, a stream of its own for each request: each request by itself, as one writes it, or once a second, as livehook load
-- does. wrk's Lua has bit operations and no MD5.
local once_a_second = @ONCE_A_SECOND@
local bit = require('bit')
local band, bor, bxor, bnot, rol = bit.band, bit.bor, bit.bxor, bit.bnot, bit.rol

local shifts = { 7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21 }
local sines = {}
for i = 1, 64 do
  sines[i] = bit.tobit(math.floor(math.abs(math.sin(i)) * 4294967296))
end

local function word(number)
  return string.char(band(number, 255), band(bit.rshift(number, 8), 255), band(bit.rshift(number, 16), 255), bit.rshift(number, 24))
end

local function md5(text)
  local padded = text .. '\128' .. string.rep('\0', (55 - #text) % 64) .. word(#text * 8) .. '\0\0\0\0'
  local a0, b0, c0, d0 = 0x67452301, bit.tobit(0xefcdab89), bit.tobit(0x98badcfe), 0x10325476
  for from = 1, #padded, 64 do
    local a, b, c, d = a0, b0, c0, d0
    for i = 0, 63 do
      local round, f, g = math.floor(i / 16), nil, nil
      if round == 0 then
        f, g = bor(band(b, c), band(bnot(b), d)), i
      elseif round == 1 then
        f, g = bor(band(d, b), band(bnot(d), c)), (5 * i + 1) % 16
      elseif round == 2 then
        f, g = bxor(b, c, d), (3 * i + 5) % 16
      else
        f, g = bxor(c, bor(b, bnot(d))), (7 * i) % 16
      end
      local b1, b2, b3, b4 = padded:byte(from + g * 4, from + g * 4 + 3)
      local x = bor(b1, bit.lshift(b2, 8), bit.lshift(b3, 16), bit.lshift(b4, 24))
      local sum = bit.tobit(a + f + sines[i + 1] + x)
      a, d, c, b = d, c, b, bit.tobit(b + rol(sum, shifts[round * 4 + i % 4 + 1]))
    end
    a0, b0, c0, d0 = bit.tobit(a0 + a), bit.tobit(b0 + b), bit.tobit(c0 + c), bit.tobit(d0 + d)
  end
  return (word(a0) .. word(b0) .. word(c0) .. word(d0)):gsub('.', function(char) return string.format('%02x', char:byte()) end)
end

assert(md5('abc') == '900150983cd24fb0d6963f7d28e17f72')

local number, second, tail = 0, nil, nil
local headers = { ['Content-Type'] = 'application/json' }

function request()
  number = number + 1
  local now = os.time()
  if now ~= second or not once_a_second then
    second = now
    local t = tostring(now + 600)
    tail = '@AFTER@,"t":' .. t .. ',"sign":"' .. md5('@KEY@' .. t) .. '"}'
  end
  return wrk.format('POST', nil, headers, '@BEFORE@' .. string.format('ld-wrk000-%011d', number) .. tail)
end
