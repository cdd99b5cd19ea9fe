package store

import "gorm.io/gorm"

// WatchStatements shows every statement that goes through gorm to see, once it
// has run, with places where its values stood.
func (s *Store) WatchStatements(see func(sql string)) error {
	watch := func(db *gorm.DB) { see(db.Statement.SQL.String()) }
	on := s.orm.Callback()
	for _, register := range []func() error{
		func() error { return on.Query().After("gorm:query").Register("test:watch", watch) },
		func() error { return on.Row().After("gorm:row").Register("test:watch", watch) },
		func() error { return on.Raw().After("gorm:raw").Register("test:watch", watch) },
		func() error { return on.Create().After("gorm:create").Register("test:watch", watch) },
		func() error { return on.Update().After("gorm:update").Register("test:watch", watch) },
		func() error { return on.Delete().After("gorm:delete").Register("test:watch", watch) },
	} {
		if err := register(); err != nil {
			return err
		}
	}
	return nil
}
