-- What a suspended connection will be when it is resumed; null unless it is suspended.
ALTER TABLE connection ADD COLUMN suspended_from text;
