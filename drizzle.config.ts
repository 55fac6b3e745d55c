import { defineConfig } from 'drizzle-kit';

const isPostgres = /^postgres(ql)?:/.test(process.env.DATABASE_URL ?? '');

export default defineConfig({
	dialect: isPostgres ? 'postgresql' : 'sqlite',
	schema: './src/lib/server/db/schema/*.ts',
	out: isPostgres ? './drizzle/postgres' : './drizzle/sqlite',
	casing: 'snake_case'
});
