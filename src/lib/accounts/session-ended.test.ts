import type { RequestEvent } from '@sveltejs/kit';
import { parse } from 'devalue';
import { describe, expect, it } from 'vitest';
import { sessionEndedPage } from './session-ended.server';

function posted(body: FormData | URLSearchParams | string, headers: Record<string, string> = {}) {
	const url = new URL('http://localhost/courses/c/modules/m/position?/save');
	return {
		url,
		request: new Request(url, {
			method: 'POST',
			body,
			headers: { accept: 'text/html', ...headers }
		}),
		locals: {
			locale: 'en',
			appearance: { theme: 'dark', text: 'l', measure: 'normal', notes: 'all', keys: 'on' }
		}
	} as unknown as RequestEvent;
}

describe('a form that comes after the session has ended', () => {
	it('comes back as a page with the same fields and the same address, and without the password', async () => {
		const hostile = 'A long thesis with </textarea><script>alert(1)</script> and "quotes"';
		const body = new URLSearchParams({
			thesis: hostile,
			version: '3',
			passwordNow: 'secret words'
		});
		body.append('reason', 'one');
		body.append('reason', 'two');
		const response = await sessionEndedPage(posted(body));
		const html = await response.text();
		expect(response.status).toBe(401);
		expect(html).toContain('action="/courses/c/modules/m/position?/save"');
		expect(html).toContain('<input type="hidden" name="version" value="3">');
		expect(html.match(/name="reason"/g)).toHaveLength(2);
		expect(html).toContain('A long thesis with &lt;/textarea&gt;');
		expect(html).not.toContain('<script');
		expect(html).not.toContain('secret words');
		expect(html).toContain('target="_blank"');
		expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
	});

	it('asks for the file again', async () => {
		const body = new FormData();
		body.set('note', 'kept');
		body.set('upload', new File(['text'], 'reading.txt'));
		const html = await (await sessionEndedPage(posted(body))).text();
		expect(html).toContain('enctype="multipart/form-data"');
		expect(html).toContain('<input type="file" name="upload">');
	});

	it('comes back to scripts as the failure that enhance understands', async () => {
		const event = posted(new URLSearchParams({ thesis: 'kept' }), { accept: 'application/json' });
		const response = await sessionEndedPage(event);
		expect(response.status).toBe(401);
		const result = (await response.json()) as { type: string; status: number; data: string };
		expect([result.type, result.status]).toEqual(['failure', 401]);
		expect(parse(result.data)).toMatchObject({
			form: { id: 'save', values: { thesis: 'kept' }, tone: 'alert' },
			sessionEnded: true
		});
	});

	it('that is no form gets a plain refusal', async () => {
		const event = posted('{"a":1}', { 'content-type': 'application/json' });
		expect((await sessionEndedPage(event)).status).toBe(401);
	});
});
