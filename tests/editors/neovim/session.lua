-- Run inside Neovim by test_neovim.py: opens the schema of a small project, mends it from there, looks at both files.
-- Prints one line for each step; leaves with exit code 1 at the first one that fails.
local SCHEMA, MODELS = 'prisma/schema.prisma', 'app/models.py'

local function say(...) io.stdout:write(table.concat(vim.tbl_map(tostring, { ... }), ' '), '\n') end

local function wait(what, condition)
  if not vim.wait(20000, condition, 20) then error('waited in vain for ' .. what) end
end

local function rules(buffer)
  local found = vim.tbl_map(function(diagnostic) return diagnostic.code end, vim.diagnostic.get(buffer))
  table.sort(found)
  return table.concat(found, ' ')
end

local function line_of(text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    if line:find(text, 1, true) then return number, line:find(text, 1, true) - 1 end
  end
  error('no line has ' .. text)
end

local function run()
  vim.cmd.edit(SCHEMA)
  local schema = vim.api.nvim_get_current_buf()
  wait('the server', function() return #vim.lsp.get_clients({ bufnr = schema, name = 'prismalchemy' }) > 0 end)
  local client = vim.lsp.get_clients({ bufnr = schema, name = 'prismalchemy' })[1]
  say('attached', vim.bo.filetype, client.offset_encoding, vim.fs.basename(client.root_dir))

  wait('diagnostics of the schema', function() return rules(schema) ~= '' end)
  say('schema', rules(schema))
  vim.cmd.edit(MODELS)
  local models = vim.api.nvim_get_current_buf()
  wait('one server for both files', function() return #vim.lsp.get_clients({ bufnr = models, name = 'prismalchemy' }) == 1 end)
  wait('diagnostics of the models', function() return rules(models) ~= '' end)
  say('models', rules(models), #vim.lsp.get_clients({ name = 'prismalchemy' }))
  local shown = vim.diagnostic.get(models)[1]
  local text = vim.api.nvim_buf_get_lines(models, shown.lnum, shown.lnum + 1, false)[1]
  say('underlined', text:sub(shown.col + 1, shown.end_col))

  -- A difference that exists only in a buffer that was not saved.
  vim.cmd.buffer(schema)
  local row = line_of('nickname')
  vim.api.nvim_buf_set_lines(schema, row, row, false, { '  motto    String?' })
  wait('the difference that was just typed', function() return #vim.diagnostic.get(models) == 2 end)
  say('typed', #vim.diagnostic.get(schema), vim.bo[schema].modified)

  -- Mend both from the schema; the edits go to the models.
  for _, name in ipairs({ 'nickname', 'motto' }) do
    local number, column = line_of(name)
    vim.api.nvim_win_set_cursor(0, { number, column })
    local before = #vim.diagnostic.get(schema)
    -- The schema could be mended as well, which takes the field out: only one of the two is meant.
    local title = ('Add column `%s`'):format(name)
    vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.kind == 'quickfix' and vim.startswith(action.title, title) end })
    wait('the fix of ' .. name, function() return #vim.diagnostic.get(schema) == before - 1 end)
  end
  wait('agreement', function() return #vim.diagnostic.get(schema) == 0 and #vim.diagnostic.get(models) == 0 end)
  vim.cmd('silent wall')
  say('mended', vim.bo[models].modified)

  client:stop()
  wait('the server to stop', function() return client:is_stopped() end)
  say('done')
end

local ok, failure = xpcall(run, debug.traceback)
if not ok then
  say('FAILED', failure)
  vim.cmd('cquit 1')
end
vim.cmd('qall!')
