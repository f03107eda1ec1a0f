-- The private key that the provider binds the tokens to (RFC 9449), sealed; null without DPoP.
alter table credential add column dpop_key bytea;
