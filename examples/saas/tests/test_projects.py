"""Projects and tasks through the API."""

from uuid import uuid4

import httpx

Headers = dict[str, str]


async def test_a_task_is_made_labelled_and_done(
    client: httpx.AsyncClient, tenants: dict[str, dict[str, str]], acme: Headers
) -> None:
    project = tenants["acme"]["project"]
    made = await client.post(
        f"/projects/{project}/tasks",
        json={"title": "Test it", "priority": "HIGH"},
        headers=acme,
    )
    assert made.status_code == 201
    task = f"/tasks/{made.json()['id']}"
    labels = {"names": ["tests", "tests", "more"]}
    labelled = await client.put(f"{task}/labels", json=labels, headers=acme)
    assert sorted(one["name"] for one in labelled.json()["labels"]) == ["more", "tests"]
    done = await client.patch(task, json={"status": "DONE"}, headers=acme)
    assert done.json()["status"] == "DONE"
    assert (await client.delete(task, headers=acme)).status_code == 204
    assert (await client.get(task, headers=acme)).status_code == 404


async def test_invoices_are_summed(client: httpx.AsyncClient, acme: Headers) -> None:
    lines = [
        {
            "description": "Work",
            "quantity": "1.5",
            "unitPrice": "80",
            "taxRate": "0.19",
        },
        {"description": "Travel", "unitPrice": "20.0050"},
    ]
    body = {"number": str(uuid4())[:32], "lines": lines}
    made = await client.post("/invoices", json=body, headers=acme)
    assert made.json()["total"] == "162.80"
    again = await client.post("/invoices", json=body, headers=acme)
    assert again.status_code == 409
