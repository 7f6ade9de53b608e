/** The files that make a git repository a workflow repository, as `init` writes them. */

/** Where `init` puts the schema that editors complete promotion.yaml with. */
export const schemaPath = '.comfypin/promotion.schema.json';

/** The environments of the first promotion.yaml. */
export const firstEnvironments = ['dev', 'staging', 'prod'] as const;

export const promotionYaml = `# yaml-language-server: $schema=${schemaPath}
# Where workflows run, in promotion order, and what must hold before one moves on.
version: 1
environments:
  dev:
    servers: [http://127.0.0.1:8188]
  staging:
    after: dev
    # $NAME stands for an environment variable, read when the server is called: no secret stands in this file.
    # A server that wants a login: { url: $STAGING_URL, token: $STAGING_TOKEN }
    servers: [{ url: $STAGING_URL }]
  prod:
    after: staging
    servers: [{ url: $PROD_URL, role: live }]
    gates: { soak: 24h, approvals: 1 }

# A model whose file has another name somewhere (staging spells it as dev does):
# models:
#   - { folder: checkpoints, dev: sd_xl_base_1.0.safetensors, prod: sdxl/base.safetensors }

# An input that must differ per environment:
# values:
#   - { node: SaveToS3, input: bucket, dev: dev-pictures, prod: pictures }
`;

/** Lines that are added where they are missing. */
export const gitattributes: readonly string[] = [
  'promotion.yaml text eol=lf',
  'workflows/** text=auto eol=lf',
  'workflows/**/assets/** -text',
  'workflows/**/smoke/** -text',
  'workflows/**/pin.json linguist-generated',
  'workflows/*/environment.json linguist-generated',
  'workflows/**/canvas.json merge=comfypin diff=comfypin',
  'workflows/**/workflow.json merge=comfypin diff=comfypin',
  'workflows/**/pin.json merge=comfypin',
  'workflows/*/environment.json merge=comfypin',
  'workflows/**/*.yaml merge=comfypin',
  'promotion.yaml merge=comfypin',
];

export const gitignore: readonly string[] = ['reports/', '.comfypin/cache/'];
