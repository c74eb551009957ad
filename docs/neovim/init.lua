-- Neovim 0.11 or newer; prismalchemy must be on PATH (pipx install prismalchemy).
vim.lsp.config('prismalchemy', {
  cmd = { 'prismalchemy', 'lsp', '--stdio' },
  filetypes = { 'prisma', 'python' },
  -- The folder that holds both the schema and the models; in a monorepo that is the repository.
  root_markers = { 'prismalchemy.toml', '.git', 'pyproject.toml' },
})
vim.lsp.enable('prismalchemy')
